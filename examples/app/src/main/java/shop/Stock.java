package shop;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Work beside the requests: a task, and what to do at the begin and at the end. */
@Component
public class Stock {

    private static final Logger LOG = LoggerFactory.getLogger(Stock.class);

    private final AtomicLong count = new AtomicLong();

    @PostConstruct
    void open() {
        LOG.info("The shop opens");
    }

    @Scheduled(fixedRate = 100)
    void count() {
        count.incrementAndGet();
    }

    long counted() {
        return count.get();
    }

    @PreDestroy
    void close() {
        LOG.info("The shop closes");
    }
}
