/** What the audit trail tells of calls about which the policy was asked: read, counted, and drafted into statements. */
@NullMarked
package dev.sallyport.cli.policy.trail;

import org.jspecify.annotations.NullMarked;
