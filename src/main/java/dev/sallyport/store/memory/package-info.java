/** State that ends with the process, for gateways without a home. */
@NullMarked
package dev.sallyport.store.memory;

import org.jspecify.annotations.NullMarked;
