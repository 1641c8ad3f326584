/** The path of one exchange: envelope, guards in order, verdicts, and the record of what happened. */
@NullMarked
package dev.sallyport.pipeline;

import org.jspecify.annotations.NullMarked;
