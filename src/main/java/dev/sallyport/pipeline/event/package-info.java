/** What comes of a call to a server: its events and failures, and the mailbox where they wait their turn. */
@NullMarked
package dev.sallyport.pipeline.event;

import org.jspecify.annotations.NullMarked;
