package org.jminihttpd.destination.files;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jminihttpd.http.ByteRanges;
import org.jminihttpd.http.ErrorAnswer;
import org.jminihttpd.http.Preconditions;
import org.jminihttpd.lane.HotAnswers;
import org.jminihttpd.route.RouteHandler;
import org.jminihttpd.route.RoutedPath;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** Answers the requests of one {@code static:} route: permit, find, decide; to send is the answer's part. */
final class StaticHandler implements RouteHandler {

    private static final Set<HttpMethod> METHODS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private static final Mono<ServerResponse> NOT_FOUND = Mono.just(ErrorAnswer.notFound());

    /** Listings up to this size are made at once and kept for a moment; larger ones are made while they are sent. */
    private static final int MOST_ROWS_AT_ONCE = 2000;

    private static final Log LOG = LogFactory.getLog(StaticHandler.class);

    private final FileFinder finder;
    private final StaticOptions options;
    private final DiskThreads diskThreads;
    private final HotAnswers hotAnswers;
    private final HotListings hotListings;

    StaticHandler(
            FileFinder finder,
            StaticOptions options,
            DiskThreads diskThreads,
            HotAnswers hotAnswers,
            HotListings hotListings) {
        this.finder = finder;
        this.options = options;
        this.diskThreads = diskThreads;
        this.hotAnswers = hotAnswers;
        this.hotListings = hotListings;
    }

    @Override
    public Mono<ServerResponse> handle(ServerRequest request, RoutedPath path) {
        // 1. permit
        HttpMethod method = request.method();
        if (method.equals(HttpMethod.OPTIONS)) {
            return ServerResponse.noContent().allow(METHODS).build();
        }
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            return Mono.just(ErrorAnswer.methodNotAllowed(METHODS));
        }
        if (!options.servesHidden() && isHidden(path)) {
            return NOT_FOUND;
        }
        // 2. find: here what was asked for lately, all else where waiting for a disk hurts nobody
        EventLoop loop = NativeAnswer.channel(request.exchange()).eventLoop();
        ServedFile hot = finder.findHot(path.rest(), loop);
        if (hot != null) {
            return Mono.just(decide(request, hot, hotAnswers));
        }
        if (path.path().isDirectory()) {
            HotListings.Key key = listingKey(request, path);
            ByteBuf page = hotListings.get(key);
            if (page != null) {
                return Mono.just(ListingAnswer.of(page, key.json(), diskThreads));
            }
        }
        return Mono.create(sink -> onDisk(sink, loop, () -> answer(request, path, loop)));
    }

    /**
     * 3. decide: the conditions of RFC 9110 13.2.2, then Range.
     *
     * @param file the reference is taken over
     * @param replays where the answer may be offered for replay; null if a new file could change what the path leads to
     */
    private ServerResponse decide(ServerRequest request, ServedFile file, @Nullable HotAnswers replays) {
        HttpHeaders fields = request.exchange().getRequest().getHeaders();
        return switch (Preconditions.evaluate(fields, request.method(), file.etag(), file.lastModified())) {
            case NOT_MODIFIED -> new NotModifiedAnswer(file, options.cacheControl());
            case FAILED -> refuse(file, ErrorAnswer.of(HttpStatus.PRECONDITION_FAILED));
            case PROCEED -> select(file, ranges(request, fields, file), replays);
        };
    }

    private static ByteRanges ranges(ServerRequest request, HttpHeaders fields, ServedFile file) {
        boolean applies = request.method().equals(HttpMethod.GET)
                && fields.containsHeader(HttpHeaders.RANGE)
                && Preconditions.rangeApplies(fields, file.etag(), file.lastModified());
        return ByteRanges.parse(applies ? fields.getFirst(HttpHeaders.RANGE) : null, file.length());
    }

    private ServerResponse select(ServedFile file, ByteRanges ranges, @Nullable HotAnswers replays) {
        if (ranges instanceof ByteRanges.Unsatisfiable) {
            String length = "bytes */" + file.length();
            return refuse(
                    file,
                    ErrorAnswer.of(
                            HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
                            answer -> answer.set(HttpHeaders.CONTENT_RANGE, length)));
        }
        FileSelection selection = ranges instanceof ByteRanges.Parts parts
                ? FileSelection.of(file, parts.list())
                : FileSelection.whole(file);
        return new FileAnswer(file, selection, options.cacheControl(), diskThreads, replays); // 4. send
    }

    private static ServerResponse refuse(ServedFile file, ServerResponse answer) {
        file.release();
        return answer;
    }

    /** The answer for what is not at hand. Blocks. */
    private ServerResponse answer(ServerRequest request, RoutedPath path, EventLoop loop) {
        try {
            FileFinder.Found found = finder.find(path.rest(), loop);
            if (found instanceof FileFinder.File file) {
                return decide(request, file.file(), null);
            }
            if (found instanceof FileFinder.Directory directory) {
                return list(request, path, directory.directory());
            }
            return found instanceof FileFinder.SlashMissing
                    ? new SlashAnswer(path.path(), request.uri().getRawQuery())
                    : ErrorAnswer.notFound();
        } catch (IOException e) {
            ErrorAnswer failure = ErrorAnswer.of(e);
            if (failure.statusCode().is5xxServerError()) {
                LOG.warn("Cannot serve " + path.path() + ": " + e);
            }
            return failure;
        }
    }

    private ServerResponse list(ServerRequest request, RoutedPath path, FileTree.OpenDirectory directory)
            throws IOException {
        HotListings.Key key = listingKey(request, path);
        long madeAt = System.nanoTime();
        FileStamp stamp = FileStamp.of(directory.path());
        DirectoryListing listing;
        try (directory) {
            listing = DirectoryListing.read(directory.stream(), false, href -> true);
        }
        ListingPage pieces = key.json()
                ? ListingPage.json(listing)
                : ListingPage.html(path.path().toString(), listing);
        if (listing.rows().size() > MOST_ROWS_AT_ONCE) {
            return ListingAnswer.of(pieces, key.json(), diskThreads);
        }
        ByteBuf page = pieces.whole();
        hotListings.put(key, new HotListings.Listing(directory.path(), stamp, madeAt, page));
        return ListingAnswer.of(page.duplicate(), key.json(), diskThreads);
    }

    private HotListings.Key listingKey(ServerRequest request, RoutedPath path) {
        boolean json = ListingPage.prefersJson(request.exchange().getRequest().getHeaders());
        return new HotListings.Key(finder, path.rest(), json);
    }

    private void onDisk(MonoSink<ServerResponse> sink, EventLoop loop, Supplier<ServerResponse> work) {
        try {
            diskThreads.execute(() -> {
                ServerResponse answer = work.get();
                loop.execute(() -> sink.success(answer));
            });
        } catch (RejectedExecutionException e) {
            sink.success(ErrorAnswer.of(HttpStatus.SERVICE_UNAVAILABLE));
        }
    }

    /** Of the part below the route only: what the route itself is called, the operator decided. */
    private static boolean isHidden(RoutedPath path) {
        return path.path().isHidden()
                && (path.rest().startsWith(".") || path.rest().contains("/."));
    }

    @Override
    public void close() {
        finder.close();
    }
}
