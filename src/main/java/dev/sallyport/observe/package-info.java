/** What operators see: metrics of exchanges and of the process, readiness, and the log. */
@NullMarked
package dev.sallyport.observe;

import org.jspecify.annotations.NullMarked;
