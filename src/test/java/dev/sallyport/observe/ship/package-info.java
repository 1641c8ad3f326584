@NullMarked
package dev.sallyport.observe.ship;

import org.jspecify.annotations.NullMarked;
