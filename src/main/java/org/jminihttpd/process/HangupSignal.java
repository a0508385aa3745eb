package org.jminihttpd.process;

import java.lang.reflect.Proxy;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jminihttpd.reload.Reloader;

/**
 * The signal HUP, which has the configuration read again. Java has no public interface to signals but {@code
 * sun.misc.Signal} of the module jdk.unsupported, which cannot be named without a warning of the compiler.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the reloader logs how it went
public final class HangupSignal {

    private static final Log log = LogFactory.getLog(HangupSignal.class);

    /** From now on HUP does not end the process. */
    public HangupSignal(Reloader reloader) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object reloading = Proxy.newProxyInstance(
                    HangupSignal.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            reloader.request();
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), reloading);
        } catch (ReflectiveOperationException e) { // java -Xrs, or no HUP on this system
            log.warn("The signal HUP cannot be had here: " + (e.getCause() == null ? e : e.getCause()));
        }
    }
}
