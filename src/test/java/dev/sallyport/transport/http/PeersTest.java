package dev.sallyport.transport.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.net.InetAddress;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PeersTest {
    private static final Set<String> TRUSTED = Set.of("127.0.0.1", "10.0.0.1", "10.0.0.2", "0:0:0:0:0:0:0:1");

    private final Peers peers = new Peers(address -> TRUSTED.contains(address.getHostAddress()));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        # a stranger is who it is, whatever it says
        192.0.2.9 | X-Forwarded-For | 10.0.0.1 | 192.0.2.9
        192.0.2.9 | Forwarded       | for=10.0.0.1 | 192.0.2.9
        # a trusted proxy is believed, up to the first that is none, from the right
        127.0.0.1 | X-Forwarded-For | 203.0.113.5 | 203.0.113.5
        127.0.0.1 | X-Forwarded-For | 1.1.1.1, 203.0.113.5 | 203.0.113.5
        127.0.0.1 | X-Forwarded-For | 1.1.1.1, 203.0.113.5, 10.0.0.1, 10.0.0.2 | 203.0.113.5
        127.0.0.1 | X-Forwarded-For | 10.0.0.2,10.0.0.1 | 10.0.0.2
        ::1       | X-Forwarded-For | 2001:db8::7 | 2001:db8:0:0:0:0:0:7
        127.0.0.1 | X-Forwarded-For | 203.0.113.5:4711 | 203.0.113.5
        127.0.0.1 | X-Forwarded-For | [2001:db8::7]:4711 | 2001:db8:0:0:0:0:0:7
        127.0.0.1 | X-Forwarded-For | ::ffff:203.0.113.5 | 203.0.113.5
        127.0.0.1 | Forwarded       | for=1.1.1.1, for=203.0.113.5;proto=https;by=10.0.0.1 | 203.0.113.5
        127.0.0.1 | Forwarded       | proto=https;For="[2001:db8::7]:4711" | 2001:db8:0:0:0:0:0:7
        # what is no address ends the belief, and is never resolved
        127.0.0.1 | X-Forwarded-For | 203.0.113.5, evil.example | 127.0.0.1
        127.0.0.1 | X-Forwarded-For | evil.example, 10.0.0.1 | 10.0.0.1
        127.0.0.1 | X-Forwarded-For | fe80::1%lo | 127.0.0.1
        127.0.0.1 | X-Forwarded-For | 203.0.113.5, | 127.0.0.1
        127.0.0.1 | X-Forwarded-For | [ | 127.0.0.1
        127.0.0.1 | Forwarded       | for=unknown | 127.0.0.1
        127.0.0.1 | Forwarded       | for=_hidden | 127.0.0.1
        127.0.0.1 | Forwarded       | by=203.0.113.5 | 127.0.0.1
        127.0.0.1 | X-Real-IP       | 203.0.113.5 | 127.0.0.1
        """)
    void theAddressIsTheFirstUntrustedOneFromTheRight(String tcp, String field, String value, String expected) {
        NettyHeaders headers = new NettyHeaders(new DefaultHttpHeaders().add(field, value));
        assertEquals(expected, peers.of(InetAddress.ofLiteral(tcp), headers));
    }

    @ParameterizedTest
    @CsvSource({"203.0.113.5, for=198.51.100.1", "198.51.100.1, for=198.51.100.1"})
    void whoSendsBothFieldsIsUnknownAndNotTheProxy(String plain, String standard) {
        NettyHeaders headers = new NettyHeaders(
                new DefaultHttpHeaders().add("X-Forwarded-For", plain).add("Forwarded", standard));
        assertEquals("unknown", peers.of(InetAddress.ofLiteral("127.0.0.1"), headers));
    }

    @ParameterizedTest
    @CsvSource({"198.51.100.1, 203.0.113.5, 203.0.113.5"})
    void repeatedFieldsAreOneListInTheirOrder(String first, String second, String expected) {
        NettyHeaders headers = new NettyHeaders(
                new DefaultHttpHeaders().add("X-Forwarded-For", first).add("X-Forwarded-For", second));
        assertEquals(expected, peers.of(InetAddress.ofLiteral("127.0.0.1"), headers));
    }
}
