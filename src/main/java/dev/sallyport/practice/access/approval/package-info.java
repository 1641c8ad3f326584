/** Approvals of practice 2: what waits for a person, what a person has agreed to, and the page on which he does. */
@NullMarked
package dev.sallyport.practice.access.approval;

import org.jspecify.annotations.NullMarked;
