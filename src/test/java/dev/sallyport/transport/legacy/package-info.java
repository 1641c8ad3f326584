@NullMarked
package dev.sallyport.transport.legacy;

import org.jspecify.annotations.NullMarked;
