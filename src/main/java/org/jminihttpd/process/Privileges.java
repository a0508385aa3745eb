package org.jminihttpd.process;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.List;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jminihttpd.config.AccountProperties;
import org.jminihttpd.config.ConfigProblem;
import org.jminihttpd.config.ConfigProblemsException;
import org.jspecify.annotations.Nullable;

/** Gives up the rights of root, on every thread and for good. */
public final class Privileges {

    private static final Log log = LogFactory.getLog(Privileges.class);

    /**
     * In {@code struct passwd} and {@code struct group}, of two pointers on the 64-bit systems that JNA is packaged for:
     * there is the number, and in passwd that of the group behind it.
     */
    private static final long AFTER_NAME_AND_PASSWORD = 2 * Long.BYTES;

    private Privileges() {}

    /**
     * Becomes the configured user, where the process is root; else nothing is to be given up.
     *
     * @param written files that are open and must be opened again later, by that user
     * @return whether the process is another user now
     * @throws ConfigProblemsException if it cannot; the process must end then
     */
    public static boolean giveUp(@Nullable AccountProperties account, List<Path> written) {
        if (account == null || account.isRoot()) {
            return false;
        }
        if (!ProcessStatus.isRoot()) {
            if (account.user().equals(System.getProperty("user.name"))) {
                return false;
            }
            throw problem(
                    account,
                    "Only root can become another user, and this process is that of %s. Start it as root, or leave user out."
                            .formatted(System.getProperty("user.name")));
        }
        written.forEach(file -> handOver(file, account));
        become(account);
        System.setProperty("user.name", account.user());
        return true;
    }

    /** Says what to do where root's rights are kept without a word about it. */
    public static void warnIfKept(@Nullable AccountProperties account) {
        if (account == null && ProcessStatus.isRoot()) {
            log.warn("The server runs as root, which is dangerous and of no use once its ports are open:"
                    + " give it [server] user = www-data or another user that may read what is served");
        }
    }

    private static void become(AccountProperties account) {
        LibC system = LibC.load();
        String groupName = account.group();
        Pointer passwd = system.getpwnam(account.user());
        Pointer named = groupName == null ? passwd : system.getgrnam(groupName);
        if (passwd == null || named == null) {
            throw problem(account, "The system does not know this user or group any more.");
        }
        int user = passwd.getInt(AFTER_NAME_AND_PASSWORD);
        int group = named.getInt(groupName == null ? AFTER_NAME_AND_PASSWORD + Integer.BYTES : AFTER_NAME_AND_PASSWORD);
        if (system.initgroups(account.user(), group) != 0 || system.setgid(group) != 0 || system.setuid(user) != 0) {
            throw problem(
                    account,
                    "The system does not let root become this user (error %d); a container needs the capabilities SETUID and SETGID for that."
                            .formatted(Native.getLastError()));
        }
        List<String> kept = ProcessStatus.differences(user, group);
        if (!kept.isEmpty() || system.setuid(0) == 0) {
            throw problem(account, "The rights of root could not be given up for good: " + kept);
        }
    }

    private static void handOver(Path file, AccountProperties account) {
        try {
            var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
            if (view.readAttributes().owner().getName().equals("root")) {
                view.setOwner(account.principal());
                var group = account.groupPrincipal();
                if (group != null) {
                    view.setGroup(group);
                }
            }
        } catch (IOException e) {
            log.warn("%s stays root's, and cannot be opened again by %s: %s".formatted(file, account.user(), e));
        }
    }

    private static ConfigProblemsException problem(AccountProperties account, String message) {
        return new ConfigProblemsException(List.of(ConfigProblem.of(account.setting(), message)));
    }
}
