/** Tests of the code as such: the direction of dependency, the house style, the completeness of practices. */
@NullMarked
package dev.sallyport.architecture;

import org.jspecify.annotations.NullMarked;
