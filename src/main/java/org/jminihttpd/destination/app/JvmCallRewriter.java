package org.jminihttpd.destination.app;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.ClassWriter;
import org.springframework.asm.Handle;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.SpringAsmInfo;

/**
 * Puts methods of ours in the place of the few of the JDK that would end the process, or stay in it: since JDK 24 nothing
 * else can stop a call of System.exit. What is called by reflection is not seen.
 */
final class JvmCallRewriter {

    private static final String CALLS = "org/jminihttpd/destination/app/inside/JvmCalls";

    /** Class, method and descriptor; and the descriptor of the static method of the same or another name in its place. */
    private record Call(String owner, String name, String descriptor) {}

    private record Substitute(String name, String descriptor) {}

    private static final Map<Call, Substitute> SUBSTITUTES = Map.of(
            new Call("java/lang/System", "exit", "(I)V"),
            new Substitute("exit", "(I)V"),
            new Call("java/lang/Runtime", "exit", "(I)V"),
            new Substitute("exit", "(Ljava/lang/Runtime;I)V"),
            new Call("java/lang/Runtime", "halt", "(I)V"),
            new Substitute("exit", "(Ljava/lang/Runtime;I)V"),
            new Call("java/lang/Runtime", "addShutdownHook", "(Ljava/lang/Thread;)V"),
            new Substitute("addShutdownHook", "(Ljava/lang/Runtime;Ljava/lang/Thread;)V"),
            new Call("java/lang/Runtime", "removeShutdownHook", "(Ljava/lang/Thread;)Z"),
            new Substitute("removeShutdownHook", "(Ljava/lang/Runtime;Ljava/lang/Thread;)Z"));

    /** One of these stands in the constants of every class that has such a call. */
    private static final List<byte[]> NAMES = List.of(constant("exit"), constant("halt"), constant("ShutdownHook"));

    private JvmCallRewriter() {}

    /** The class as it was, or a changed one. */
    static byte[] rewrite(byte[] type) {
        if (NAMES.stream().noneMatch(name -> contains(type, name))) {
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

    private static byte[] constant(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
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
    private static final class Calls extends ClassVisitor {

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
                    Substitute substitute = SUBSTITUTES.get(new Call(owner, method, type));
                    if (substitute == null) {
                        super.visitMethodInsn(opcode, owner, method, type, ofInterface);
                    } else {
                        super.visitMethodInsn(
                                Opcodes.INVOKESTATIC, CALLS, substitute.name(), substitute.descriptor(), false);
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
        private static Handle substitute(Handle handle) {
            Substitute substitute = SUBSTITUTES.get(new Call(handle.getOwner(), handle.getName(), handle.getDesc()));
            return substitute == null
                    ? handle
                    : new Handle(Opcodes.H_INVOKESTATIC, CALLS, substitute.name(), substitute.descriptor(), false);
        }
    }
}
