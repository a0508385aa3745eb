package org.jminihttpd.destination.python;

import io.netty.buffer.ByteBuf;

/** What a worker says; {@code worker.py} has the list of all frames. */
sealed interface WorkerFrame {

    /** A thread of a worker is there and free. */
    record Hello(int worker) implements WorkerFrame {}

    /** The application reads the body of the request: the client may be asked for it. */
    record WantsBody() implements WorkerFrame {}

    /** The head of an answer. */
    record Head(AnswerHead head) implements WorkerFrame {}

    /** Some of a body; whoever takes the frame owns the buffer. */
    record Data(ByteBuf bytes) implements WorkerFrame {}

    /** A file that the worker has open, and the part of it that is the body. */
    record File(int descriptor, long position, long count) implements WorkerFrame {}

    /** The answer is complete. */
    record End() implements WorkerFrame {}

    /** There is no answer, or no more of it; the status and fields to answer instead. */
    record Failed(AnswerHead instead) implements WorkerFrame {}

    /** The thread is free. */
    record Free() implements WorkerFrame {}

    /** The thread takes no more requests. */
    record Goodbye() implements WorkerFrame {}
}
