/** Which home and which running gateway a command means, and how it is spoken to. */
@NullMarked
package dev.sallyport.cli.gateway;

import org.jspecify.annotations.NullMarked;
