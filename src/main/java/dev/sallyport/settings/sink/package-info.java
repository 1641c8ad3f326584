/** The settings of where the audit trail is sent. */
@NullMarked
package dev.sallyport.settings.sink;

import org.jspecify.annotations.NullMarked;
