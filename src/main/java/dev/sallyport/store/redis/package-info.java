/** What gateways of several machines keep together, in Redis; owner of its client. */
@NullMarked
package dev.sallyport.store.redis;

import org.jspecify.annotations.NullMarked;
