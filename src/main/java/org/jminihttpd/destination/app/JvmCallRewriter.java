package org.jminihttpd.destination.app;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.ClassWriter;
import org.springframework.asm.Handle;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.SpringAsmInfo;

/**
 * Puts methods of ours in the place of the few that reach beyond an application: the JDK's that would end the process, or
 * stay in it (since JDK 24 nothing else can stop a call of System.exit), and those that make loggers that it would share
 * with the server. What is called by reflection is not seen.
 */
final class JvmCallRewriter {

    private static final String CALLS = "org/jminihttpd/destination/app/inside/JvmCalls";
    private static final String LOGGERS = "org/jminihttpd/destination/app/inside/RouteLoggers";
    private static final String SLF4J = "org/slf4j/LoggerFactory";
    private static final String COMMONS = "org/apache/commons/logging/LogFactory";

    /** A method; what is called in its place is static. */
    private record Call(String owner, String name, String descriptor) {}

    private static final Map<Call, Call> ENDINGS = Map.of(
            new Call("java/lang/System", "exit", "(I)V"),
            new Call(CALLS, "exit", "(I)V"),
            new Call("java/lang/Runtime", "exit", "(I)V"),
            new Call(CALLS, "exit", "(Ljava/lang/Runtime;I)V"),
            new Call("java/lang/Runtime", "halt", "(I)V"),
            new Call(CALLS, "exit", "(Ljava/lang/Runtime;I)V"),
            new Call("java/lang/Runtime", "addShutdownHook", "(Ljava/lang/Thread;)V"),
            new Call(CALLS, "addShutdownHook", "(Ljava/lang/Runtime;Ljava/lang/Thread;)V"),
            new Call("java/lang/Runtime", "removeShutdownHook", "(Ljava/lang/Thread;)Z"),
            new Call(CALLS, "removeShutdownHook", "(Ljava/lang/Runtime;Ljava/lang/Thread;)Z"));

    /** One of these stands in the constants of every class that has such a call. */
    private static final List<byte[]> NAMES_OF_ENDINGS = constants("exit", "halt", "ShutdownHook");

    /** For an application that shares the server's loggers. */
    static final JvmCallRewriter WITH_LOGGERS = withLoggers();

    static final JvmCallRewriter PLAIN = new JvmCallRewriter(ENDINGS, NAMES_OF_ENDINGS);

    private final Map<Call, Call> substitutes;
    private final List<byte[]> names;

    private JvmCallRewriter(Map<Call, Call> substitutes, List<byte[]> names) {
        this.substitutes = substitutes;
        this.names = names;
    }

    private static JvmCallRewriter withLoggers() {
        Map<Call, Call> calls = new HashMap<>(ENDINGS);
        for (String parameter : List.of("(Ljava/lang/String;)", "(Ljava/lang/Class;)")) {
            String logger = parameter + "Lorg/slf4j/Logger;";
            calls.put(new Call(SLF4J, "getLogger", logger), new Call(LOGGERS, "getLogger", logger));
            String log = parameter + "Lorg/apache/commons/logging/Log;";
            calls.put(new Call(COMMONS, "getLog", log), new Call(LOGGERS, "getLog", log));
        }
        List<byte[]> names = new ArrayList<>(NAMES_OF_ENDINGS);
        names.addAll(constants(SLF4J, COMMONS));
        return new JvmCallRewriter(calls, names);
    }

    /** The class as it was, or a changed one. */
    byte[] rewrite(byte[] type) {
        if (names.stream().noneMatch(name -> contains(type, name))) {
            return type;
        }
        ClassReader reader;
        try {
            reader = new ClassReader(type);
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException unreadable) {
            return type; // the JVM will say what is wrong with it
        }
        ClassWriter writer = new ClassWriter(reader, 0);
        reader.accept(new Calls(writer), 0);
        return writer.toByteArray();
    }

    private static List<byte[]> constants(String... names) {
        return Stream.of(names)
                .map(name -> name.getBytes(StandardCharsets.US_ASCII))
                .toList();
    }

    private static boolean contains(byte[] type, byte[] name) {
        for (int i = 0; i <= type.length - name.length; i++) {
            int matched = 0;
            while (matched < name.length && type[i + matched] == name[matched]) {
                matched++;
            }
            if (matched == name.length) {
                return true;
            }
        }
        return false;
    }

    /** Visits every method. */
    private final class Calls extends ClassVisitor {

        Calls(ClassVisitor next) {
            super(SpringAsmInfo.ASM_VERSION, next);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
            return new MethodVisitor(SpringAsmInfo.ASM_VERSION, next) {

                @Override
                public void visitMethodInsn(int opcode, String owner, String method, String type, boolean ofInterface) {
                    Call substitute = substitutes.get(new Call(owner, method, type));
                    if (substitute == null) {
                        super.visitMethodInsn(opcode, owner, method, type, ofInterface);
                    } else {
                        super.visitMethodInsn(
                                Opcodes.INVOKESTATIC,
                                substitute.owner(),
                                substitute.name(),
                                substitute.descriptor(),
                                false);
                    }
                }

                @Override
                public void visitInvokeDynamicInsn(String method, String type, Handle bootstrap, Object... arguments) {
                    Object[] changed = arguments.clone();
                    for (int i = 0; i < changed.length; i++) {
                        if (changed[i] instanceof Handle handle) {
                            changed[i] = substitute(handle);
                        }
                    }
                    super.visitInvokeDynamicInsn(method, type, bootstrap, changed);
                }
            };
        }

        /** A method reference: {@code System::exit}. */
        private Handle substitute(Handle handle) {
            Call substitute = substitutes.get(new Call(handle.getOwner(), handle.getName(), handle.getDesc()));
            return substitute == null
                    ? handle
                    : new Handle(
                            Opcodes.H_INVOKESTATIC,
                            substitute.owner(),
                            substitute.name(),
                            substitute.descriptor(),
                            false);
        }
    }
}
