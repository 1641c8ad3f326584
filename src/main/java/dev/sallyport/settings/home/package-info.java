/** The home folder: all state of one user's gateways, private to that user and shared by several processes at once. */
@NullMarked
package dev.sallyport.settings.home;

import org.jspecify.annotations.NullMarked;
