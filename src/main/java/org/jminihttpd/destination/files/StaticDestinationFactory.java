package org.jminihttpd.destination.files;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jminihttpd.config.RouteEntry;
import org.jminihttpd.lane.HotAnswers;
import org.jminihttpd.route.DestinationFactory;
import org.jminihttpd.route.InvalidRouteException;
import org.jminihttpd.route.RouteHandler;
import org.jminihttpd.route.RouteRefusals;
import org.jminihttpd.route.TableContext;

/** Makes {@code static:PATH} routes: a directory for a directory route, a file for a file route. */
public final class StaticDestinationFactory implements DestinationFactory {

    /** Requests for large listings that wait before new ones are turned away. */
    private static final int MOST_WAITING_LISTINGS = 1000;

    private final HotFiles hotFiles;
    private final DiskThreads diskThreads;
    private final DiskThreads listingThread;
    private final HotListings hotListings;
    private final HotAnswers hotAnswers;
    private final RouteRefusals refusals;

    /** @param hotAnswers where answers are offered for replay */
    public StaticDestinationFactory(HotAnswers hotAnswers) {
        this.hotFiles = new HotFiles();
        this.diskThreads = new DiskThreads();
        this.listingThread = DiskThreads.forListings(MOST_WAITING_LISTINGS);
        this.hotListings = new HotListings();
        this.hotAnswers = hotAnswers;
        this.refusals = new RouteRefusals();
    }

    private StaticDestinationFactory(StaticDestinationFactory shared, TableContext context) {
        this.hotFiles = shared.hotFiles;
        this.diskThreads = shared.diskThreads;
        this.listingThread = shared.listingThread;
        this.hotListings = shared.hotListings;
        this.hotAnswers = context.hotAnswers();
        this.refusals = context.refusals();
    }

    @Override
    public DestinationFactory forTable(TableContext context) {
        return new StaticDestinationFactory(this, context);
    }

    @Override
    public String type() {
        return "static";
    }

    @Override
    public Set<String> options() {
        return StaticOptions.KEYS;
    }

    @Override
    public RouteHandler create(RouteEntry entry) {
        StaticOptions options = StaticOptions.of(entry.options());
        Path path = existing(entry);
        // a file route's file was named by the operator: it may be a link to anywhere
        FileTree tree = new FileTree(path, entry.isDirectory() ? options.links() : SymlinkPolicy.FOLLOW);
        FileFinder finder = new FileFinder(tree, options, entry.isDirectory(), hotFiles, diskThreads);
        return new StaticHandler(finder, options, diskThreads, listingThread, hotAnswers, hotListings, refusals);
    }

    private static Path existing(RouteEntry entry) {
        String argument = entry.destination().argument();
        if (argument.isBlank()) {
            throw invalid(entry, "needs a path: static:/some/directory/ or static:/some/file");
        }
        Path path;
        try {
            path = FileNames.absolute(argument);
        } catch (IllegalArgumentException e) {
            throw invalid(entry, "\"" + argument + "\" cannot be a path");
        }
        if (!Files.exists(path)) {
            throw invalid(entry, path + " does not exist");
        }
        if (entry.isDirectory() && !Files.isDirectory(path)) {
            throw invalid(entry, path + " is not a directory; the URL of a file does not end in \"/\"");
        }
        if (!entry.isDirectory() && Files.isDirectory(path)) {
            throw invalid(
                    entry, path + " is a directory; the URL of a directory ends in \"/\": \"" + entry.url() + "/\"");
        }
        if (!entry.isDirectory() && !Files.isRegularFile(path)) {
            throw invalid(entry, path + " is not a regular file");
        }
        if (!Files.isReadable(path)) {
            throw invalid(entry, path + " may not be read by this user");
        }
        return path;
    }

    private static InvalidRouteException invalid(RouteEntry entry, String message) {
        return new InvalidRouteException(entry.setting(), message);
    }
}
