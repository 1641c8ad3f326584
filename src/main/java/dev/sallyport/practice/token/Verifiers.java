package dev.sallyport.practice.token;

import dev.sallyport.pipeline.RouteUrls;
import dev.sallyport.practice.token.verify.ProofVerifier;
import dev.sallyport.practice.token.verify.TokenVerifier;

/**
 * What outlives a change of the settings: keys, proofs that were used, and where the gateway is.
 *
 * @param urls for which tokens and proofs must be made
 */
public record Verifiers(TokenVerifier tokens, ProofVerifier proofs, RouteUrls urls) {}
