/** Traces as a collector gets them. */
@NullMarked
package dev.sallyport.observe.telemetry;

import org.jspecify.annotations.NullMarked;
