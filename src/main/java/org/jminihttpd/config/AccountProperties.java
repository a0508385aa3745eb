package org.jminihttpd.config;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import org.jspecify.annotations.Nullable;

/**
 * Who the server is once its sockets are open.
 *
 * @param user that becomes the user of the process; root stays root
 * @param group in place of the user's own, or null
 * @param setting the line of {@code user}, for messages
 */
public record AccountProperties(String user, @Nullable String group, Setting setting) {

    /** Whether root stays root, by the operator's own wish. */
    public boolean isRoot() {
        return user.equals("root");
    }

    /** Null where nothing is said, or is wrong. */
    static @Nullable AccountProperties read(SectionReader server, ConfigProblems problems) {
        Setting user = server.find(ServerKey.USER.key());
        Setting group = server.find(ServerKey.GROUP.key());
        String userName = server.read(ServerKey.USER.key(), "", AccountProperties::user);
        String groupName = server.read(ServerKey.GROUP.key(), "", AccountProperties::group);
        if (user == null && group != null) {
            problems.add(group, "A group needs a user: user is missing.");
        }
        return user == null || userName.isEmpty()
                ? null
                : new AccountProperties(userName, groupName.isEmpty() ? null : groupName, user);
    }

    private static String user(String name) {
        return known(name, "user", UserPrincipalLookupService::lookupPrincipalByName);
    }

    private static String group(String name) {
        return known(name, "group", UserPrincipalLookupService::lookupPrincipalByGroupName);
    }

    private interface LookUp {
        Object find(UserPrincipalLookupService accounts, String name) throws IOException;
    }

    private static String known(String name, String kind, LookUp lookUp) {
        try {
            if (!name.matches("[0-9]+")) { // the JDK takes any number for an account
                lookUp.find(FileSystems.getDefault().getUserPrincipalLookupService(), name);
                return name;
            }
        } catch (IOException | UnsupportedOperationException unknown) {
            // as for a number
        }
        throw new IllegalArgumentException(
                "%s is not the name of a %s of this machine.".formatted(PrintableText.quoted(name), kind));
    }

    /** For the owner of files. */
    public UserPrincipal principal() throws IOException {
        return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(user);
    }

    /** For the group of files; null for the user's own. */
    public @Nullable GroupPrincipal groupPrincipal() throws IOException {
        return group == null
                ? null
                : FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByGroupName(group);
    }
}
