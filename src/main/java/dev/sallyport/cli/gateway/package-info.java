/** Which home and which running gateway a command means, how it is spoken to, and where it is recorded. */
@NullMarked
package dev.sallyport.cli.gateway;

import org.jspecify.annotations.NullMarked;
