/** Who calls, by which credential, and with which program. */
@NullMarked
package dev.sallyport.pipeline.caller;

import org.jspecify.annotations.NullMarked;
