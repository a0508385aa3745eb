package shop;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.codec.multipart.FilePart;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Bodies of any size in little memory: nothing here holds more than a few buffers. */
@RestController
public class FileController {

    /** A form with a file. */
    @PostMapping("/upload")
    Mono<String> upload(@RequestPart("file") FilePart file) {
        return size(file.content()).map(size -> file.filename() + " has " + size + " bytes\n");
    }

    /** Any body, as it comes. */
    @PostMapping("/count")
    Mono<String> count(@RequestBody Flux<DataBuffer> body) {
        return size(body).map(size -> size + " bytes\n");
    }

    private static Mono<Long> size(Flux<DataBuffer> content) {
        return content.map(buffer -> {
                    long size = buffer.readableByteCount();
                    DataBufferUtils.release(buffer);
                    return size;
                })
                .reduce(0L, Long::sum);
    }

    /** So many mebibytes of zeros, made at the pace the client takes them. */
    @GetMapping("/zeros/{mebibytes}")
    Flux<DataBuffer> zeros(@PathVariable int mebibytes) {
        byte[] block = new byte[1 << 16];
        return Flux.range(0, mebibytes * 16).map(i -> DefaultDataBufferFactory.sharedInstance.wrap(block));
    }
}
