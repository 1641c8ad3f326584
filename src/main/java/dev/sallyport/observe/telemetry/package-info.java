/** Traces and metrics of exchanges for a collector of OpenTelemetry; what cannot be sent is lost, and counted. Owner of its SDK. */
@NullMarked
package dev.sallyport.observe.telemetry;

import org.jspecify.annotations.NullMarked;
