@NullMarked
package dev.sallyport.store.redis;

import org.jspecify.annotations.NullMarked;
