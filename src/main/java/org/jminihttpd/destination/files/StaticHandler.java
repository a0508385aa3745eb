package org.jminihttpd.destination.files;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jminihttpd.http.ByteRanges;
import org.jminihttpd.http.ErrorAnswer;
import org.jminihttpd.http.Preconditions;
import org.jminihttpd.lane.DirectExchange;
import org.jminihttpd.lane.HotAnswers;
import org.jminihttpd.route.DirectHandler;
import org.jminihttpd.route.RouteEnd;
import org.jminihttpd.route.RouteRefusals;
import org.jminihttpd.route.RoutedPath;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Answers the requests of one {@code static:} route: permit, find, decide; to send is the answer's part. */
final class StaticHandler implements DirectHandler {

    private static final Set<HttpMethod> METHODS =
            new TreeSet<>(Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS));

    private static final Mono<ServerResponse> NOT_FOUND = Mono.just(ErrorAnswer.notFound());

    /** Listings up to this size are made at once; larger ones are read one after the other and made while they are sent. */
    private static final int MOST_ROWS_AT_ONCE = 2000;

    /** How long a listing waits for the memory that others take. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final ListingMemory AT_ONCE = ListingMemory.atOnce(MOST_ROWS_AT_ONCE);

    private final FileFinder finder;
    private final StaticOptions options;
    private final DiskThreads diskThreads;
    private final DiskThreads listingThread;
    private final HotAnswers hotAnswers;
    private final HotListings hotListings;
    private final RouteRefusals refusals;
    private final FileFailures failures;

    StaticHandler(
            FileFinder finder,
            StaticOptions options,
            DiskThreads diskThreads,
            DiskThreads listingThread,
            HotAnswers hotAnswers,
            HotListings hotListings,
            RouteRefusals refusals) {
        this.finder = finder;
        this.options = options;
        this.diskThreads = diskThreads;
        this.listingThread = listingThread;
        this.hotAnswers = hotAnswers;
        this.hotListings = hotListings;
        this.refusals = refusals;
        this.failures = new FileFailures(refusals);
    }

    @Override
    public Mono<ServerResponse> handle(ServerRequest request, RoutedPath path) {
        if (request.method().equals(HttpMethod.OPTIONS)) {
            return ServerResponse.noContent().allow(METHODS).build();
        }
        FileRequest asked = FileRequest.of(request);
        return asked.reads() ? answer(asked, path) : Mono.just(ErrorAnswer.methodNotAllowed(METHODS));
    }

    @Override
    public boolean take(DirectExchange exchange, RoutedPath path) {
        FileRequest request;
        try {
            request = FileRequest.of(exchange);
        } catch (URISyntaxException refused) {
            return false; // the other way answers it as it does everywhere
        }
        if (!request.reads()) {
            return false;
        }
        new DirectOutlet(exchange)
                .send(Mono.defer(() -> answer(request, path))
                        .onErrorResume(failure -> Mono.just(failures.answer(path.path(), failure))));
        return true;
    }

    private Mono<ServerResponse> answer(FileRequest request, RoutedPath path) {
        // 1. permit
        if (!options.servesHidden() && isHidden(path)) {
            return NOT_FOUND;
        }
        // 2. find: here what was asked for lately, all else where waiting for a disk hurts nobody
        ServedFile hot = finder.findHot(path.rest(), request.turn());
        if (hot != null) {
            return Mono.just(decide(request, hot, hotAnswers));
        }
        long now = System.nanoTime();
        ServerResponse listing = path.path().isDirectory() ? hotListing(request, path, now) : null;
        if (listing != null) {
            return Mono.just(listing);
        }
        return Mono.create(sink -> new PendingAnswer(sink, request.loop(), refusals)
                .make(
                        diskThreads,
                        () -> answer(request, path, AT_ONCE),
                        listingThread,
                        () -> listInTurn(request, path, now)));
    }

    private @Nullable ServerResponse hotListing(FileRequest request, RoutedPath path, long askedAt) {
        ListingFormat format = format(request, path);
        ListingBody body = hotListings.get(new HotListings.Key(finder, path.rest(), format.contentType()), askedAt);
        return body == null ? null : decide(request, new ListingAnswer(format, body, diskThreads, failures));
    }

    /** Those before it may have made the listing meanwhile. */
    private @Nullable ServerResponse listInTurn(FileRequest request, RoutedPath path, long askedAt) {
        ServerResponse listing = hotListing(request, path, askedAt);
        return listing != null
                ? listing
                : answer(request, path, ListingMemory.inTurn(askedAt + PATIENCE_NANOS, hotListings::clear));
    }

    /**
     * 3. decide: the conditions of RFC 9110 13.2.2, then Range.
     *
     * @param file the reference is taken over
     * @param replays where the answer may be offered for replay; null if a new file could change what the path leads to
     */
    private ServerResponse decide(FileRequest request, ServedFile file, @Nullable HotAnswers replays) {
        return switch (Preconditions.evaluate(request.fields(), request.method(), file.etag(), file.lastModified())) {
            case NOT_MODIFIED -> new NotModifiedAnswer(file, options.cacheControl());
            case FAILED -> refuse(file, ErrorAnswer.of(HttpStatus.PRECONDITION_FAILED));
            case PROCEED -> select(file, ranges(request, file), replays);
        };
    }

    private static ByteRanges ranges(FileRequest request, ServedFile file) {
        List<String> range = request.fields().get(HttpHeaders.RANGE);
        if (range == null
                || range.size() > 1 // it is no list: of two, neither is more right
                || !request.method().equals(HttpMethod.GET)
                || !Preconditions.rangeApplies(request.fields(), file.etag(), file.lastModified())) {
            return new ByteRanges.Whole();
        }
        return ByteRanges.parse(range.get(0), file.length());
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
        return new FileAnswer(file, selection, options.cacheControl(), diskThreads, failures, replays); // 4. send
    }

    private static ServerResponse refuse(ServedFile file, ServerResponse answer) {
        file.release();
        return answer;
    }

    /** The answer for what is not at hand; null for a listing that needs a turn of its own. Blocks. */
    private @Nullable ServerResponse answer(FileRequest request, RoutedPath path, ListingMemory memory) {
        try {
            FileFinder.Found found = finder.find(path.rest(), request.loop());
            if (found instanceof FileFinder.File file) {
                return decide(request, file.file(), null);
            }
            if (found instanceof FileFinder.Directory directory) {
                return list(request, path, directory.directory(), memory);
            }
            return found instanceof FileFinder.SlashMissing
                    ? new SlashAnswer(path.path(), request.query())
                    : ErrorAnswer.notFound();
        } catch (Throwable e) { // whatever it is, the client waits for an answer
            return failures.answer(path.path(), e);
        }
    }

    private @Nullable ServerResponse list(
            FileRequest request, RoutedPath path, FileTree.OpenDirectory directory, ListingMemory memory)
            throws IOException {
        try (directory) {
            long madeAt = System.nanoTime();
            FileStamp stamp = directory.place().stamp();
            DirectoryListing rows = DirectoryListing.read(
                    directory.stream(), options.servesHidden(), href -> finder.isServed(path.rest() + href), memory);
            ListingFormat format = format(request, path);
            ListingBody body = rows == null || rows.count() > MOST_ROWS_AT_ONCE ? rows : page(format, rows, memory);
            if (body == null) {
                return null;
            }
            hotListings.put(
                    new HotListings.Key(finder, path.rest(), format.contentType()),
                    new HotListings.Listing(directory.place(), stamp, madeAt, body));
            return decide(request, new ListingAnswer(format, body, diskThreads, failures));
        }
    }

    private static @Nullable ListingBody page(ListingFormat format, DirectoryListing rows, ListingMemory memory) {
        try {
            return ListingBytes.of(new ListingPage(format, rows).whole(), memory);
        } finally {
            rows.release();
        }
    }

    /** A listing has no validators, but it exists. */
    private static ServerResponse decide(FileRequest request, ListingAnswer answer) {
        return switch (Preconditions.evaluate(request.fields(), request.method(), null, null)) {
            case PROCEED -> answer;
            case NOT_MODIFIED -> refuse(answer, new NotModifiedAnswer(null, null)); // If-None-Match: *
            case FAILED -> refuse(answer, ErrorAnswer.of(HttpStatus.PRECONDITION_FAILED));
        };
    }

    private static ServerResponse refuse(ListingAnswer listing, ServerResponse answer) {
        listing.discard();
        return answer;
    }

    private static ListingFormat format(FileRequest request, RoutedPath path) {
        return AcceptField.prefersJson(request.fields().get(HttpHeaders.ACCEPT))
                ? new JsonListing()
                : new HtmlListing(path.path().toString());
    }

    @Override
    public Path place() {
        return finder.root();
    }

    @Override
    public RouteEnd end(RoutedPath path) {
        if (!options.servesHidden() && isHidden(path)) {
            return RouteEnd.of("refused: a name that begins with a dot (hidden = no)");
        }
        return RouteEnd.of(finder.describe(path.rest()));
    }

    /** Of the part below the route only: what the route itself is called, the operator decided. */
    private static boolean isHidden(RoutedPath path) {
        return path.path().isHidden()
                && (path.rest().startsWith(".") || path.rest().contains("/."));
    }

    @Override
    public void close() {
        finder.close();
        hotListings.close(finder);
    }
}
