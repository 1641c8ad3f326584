/** Tests of TLS on one connection. */
@NullMarked
package dev.sallyport.transport.tls;

import org.jspecify.annotations.NullMarked;
