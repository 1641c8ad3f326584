/** TLS on connections of either side: what is offered, who is served with what, and what becomes of handshakes. */
@NullMarked
package dev.sallyport.transport.tls;

import org.jspecify.annotations.NullMarked;
