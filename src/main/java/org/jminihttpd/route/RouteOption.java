package org.jminihttpd.route;

import java.util.Locale;
import org.jminihttpd.config.Setting;
import org.jspecify.annotations.Nullable;

/** Reads the values of options that several destination types have. */
public final class RouteOption {

    private RouteOption() {}

    /**
     * Whether an option says yes, in a word of configparser's {@code getboolean}.
     *
     * @param setting null if it is not given
     * @throws InvalidRouteException if it says neither yes nor no
     */
    public static boolean isYes(@Nullable Setting setting, boolean otherwise) {
        if (setting == null) {
            return otherwise;
        }
        return switch (setting.value().strip().toLowerCase(Locale.ROOT)) {
            case "yes", "true", "on", "1" -> true;
            case "no", "false", "off", "0" -> false;
            default -> throw new InvalidRouteException(setting, "must be yes or no");
        };
    }
}
