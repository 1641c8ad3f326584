package dev.sallyport.transport.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.crypto.HostNames;
import dev.sallyport.crypto.LocalAuthority;
import dev.sallyport.transport.tls.Handshakes.End;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the door does to who does not get through it. */
final class TlsDoorTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Handshakes handshakes = new Handshakes();
    private ServerTls tls;
    private EmbeddedChannel channel;
    private boolean behind;

    @BeforeEach
    void open() throws Exception {
        LocalAuthority authority = LocalAuthority.create(HostNames.LOOPBACK, Instant.now(), RANDOM);
        ServerTls.Shown shown =
                new ServerTls.Shown(authority.issue(HostNames.LOOPBACK, Instant.now(), RANDOM), Optional.empty());
        tls = new ServerTls(TlsLibrary.USED, shown, ServerTls.Rules.DEFAULT);
        channel = new EmbeddedChannel();
        channel.freezeTime();
        new TlsDoor(tls, handshakes, Duration.ofSeconds(10), _ -> behind = true).hang(channel.pipeline());
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
        tls.close();
    }

    private void after(long seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runPendingTasks();
    }

    @Test
    void whoShakesNoHandsInTimeIsClosed() {
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {22, 3, 1}));
        after(9);
        assertTrue(channel.isOpen());
        after(2);
        assertFalse(channel.isOpen());
        assertEquals(1, handshakes.count(End.SLOW));
        assertFalse(behind);
    }

    @Test
    void whoSaysNothingIsClosedToo() {
        after(11);
        assertFalse(channel.isOpen());
        assertEquals(1, handshakes.count(End.SLOW));
    }

    @Test
    void whoLeavesIsCountedOnce() {
        channel.close();
        assertEquals(1, handshakes.count(End.LEFT));
        after(11);
        assertEquals(0, handshakes.count(End.SLOW));
    }

    @Test
    void plainHttpIsAnsweredOnceAndTheConnectionEndsSoonAfter() {
        channel.writeInbound(text("P"));
        channel.writeInbound(text("OST /mcp HTTP/1.1\r\nAuthorization: Bearer x\r\n\r\n"));
        ByteBuf answer = channel.readOutbound();
        assertTrue(answer.toString(StandardCharsets.US_ASCII).startsWith("HTTP/1.1 400 "));
        answer.release();
        assertTrue(channel.outboundMessages().isEmpty());
        assertEquals(1, handshakes.count(End.PLAIN_HTTP));
        after(3);
        assertFalse(channel.isOpen());
        assertEquals(0, handshakes.count(End.LEFT));
    }

    @Test
    void whatIsNeitherIsClosedAtOnce() {
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {0, 'G'}));
        assertFalse(channel.isOpen());
        assertEquals(1, handshakes.count(End.FOREIGN));
    }

    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }
}
