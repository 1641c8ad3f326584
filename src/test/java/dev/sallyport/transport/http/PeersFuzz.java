package dev.sallyport.transport.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever is said of forwarding, the peer is an address, and what a stranger writes before a proxy's word changes nothing. */
final class PeersFuzz {
    private static final InetAddress PROXY = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress STRANGER = InetAddress.ofLiteral("192.0.2.9");
    private static final String[] FIELDS = {"X-Forwarded-For", "Forwarded"};
    private static final String[] LIES = {"127.0.0.1", "for=127.0.0.1", "\"", "for=\"[::1]", "", "[", "for=\"a;b"};
    private static final String[] PIECES = {
        "for=",
        ",",
        ";",
        "\"",
        "[",
        "]",
        "127.0.0.1",
        "203.0.113.5",
        "::1",
        "2001:db8::7",
        ":80",
        " ",
        "proto=https",
        "unknown",
        "%lo",
        "FOR=",
        "_x",
        "1"
    };

    private final Peers peers = new Peers(InetAddress::isLoopbackAddress);

    @FuzzTest
    void strangersAreNeverBelieved(byte[] bytes) {
        check(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    @Test
    void noArrangementOfPiecesIsBelievedFromAStranger() {
        Random random = new Random(7239);
        int told = 0;
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(10); j > 0; j--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            told += check(text.toString());
        }
        assertTrue(told > 2_000, "told " + told);
    }

    /** How many of the two fields named a stranger. */
    private int check(String value) {
        int told = 0;
        for (String field : FIELDS) {
            assertEquals(STRANGER.getHostAddress(), peer(STRANGER, field, value));
            String peer = peer(PROXY, field, value);
            if (!InetAddress.ofLiteral(peer).isLoopbackAddress()) {
                told++;
                for (String lie : LIES) {
                    assertEquals(peer, peer(PROXY, field, lie + "," + value), lie);
                    assertEquals(peer, peer(PROXY, field, lie, value), lie);
                }
            }
        }
        HttpHeaders both = fields(FIELDS[0], value).add(FIELDS[1], "for=203.0.113.5");
        assertEquals(Peers.UNKNOWN, peers.of(PROXY, new NettyHeaders(both)));
        return told;
    }

    private String peer(InetAddress tcp, String field, String... values) {
        return peers.of(tcp, new NettyHeaders(fields(field, values)));
    }

    private static HttpHeaders fields(String field, String... values) {
        HttpHeaders headers =
                DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
        for (String value : values) {
            headers.add(field, value);
        }
        return headers;
    }
}
