/** Where the steps of an exchange run, and within which memory: loops, lanes, the memory gate. */
@NullMarked
package dev.sallyport.pipeline.execution;

import org.jspecify.annotations.NullMarked;
