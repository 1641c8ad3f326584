/**
 * Clients of the older era before a server of the newer, without what remains of the other ways: their sessions, calls, streams and
 * tasks, kept here and said with every request.
 */
@NullMarked
package dev.sallyport.transport.legacy.translated;

import org.jspecify.annotations.NullMarked;
