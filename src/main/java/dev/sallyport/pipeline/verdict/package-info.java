/** What guards say: verdicts and their reasons, when and for which methods a guard is asked, and the words of a refusal. */
@NullMarked
package dev.sallyport.pipeline.verdict;

import org.jspecify.annotations.NullMarked;
