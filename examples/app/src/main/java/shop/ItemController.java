package shop;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Flux;

/** JSON in and out, and Server-Sent Events. */
@RestController
public class ItemController {

    record Item(String name, int price) {}

    private final Map<String, Item> items = new ConcurrentHashMap<>();
    private final Stock stock;

    ItemController(Stock stock) {
        this.stock = stock;
    }

    @GetMapping("/items")
    Collection<Item> all() {
        return items.values();
    }

    @GetMapping("/items/{name}")
    Item one(@PathVariable String name) {
        Item item = items.get(name);
        if (item == null) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        return item;
    }

    @PutMapping("/items/{name}")
    Item put(@PathVariable String name, @RequestBody Item item) {
        items.put(name, item);
        return item;
    }

    @GetMapping(path = "/stock", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<Long> stock() {
        return Flux.interval(Duration.ZERO, Duration.ofMillis(200)).map(tick -> stock.counted());
    }

    /** It may block: this is one of {@code max_threads} threads, and no event loop. */
    @GetMapping("/slow")
    String slow() throws InterruptedException {
        Thread.sleep(500);
        return "done\n";
    }
}
