/** Which of all that callers have open is meant, where it is listed or ended. */
@NullMarked
package dev.sallyport.pipeline.selection;

import org.jspecify.annotations.NullMarked;
