#pragma once

#include <openssl/types.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace vestnik::net::test {

/// A plain or TLS connection to loopback that blocks, but never longer than ten
/// seconds: then it throws, so that a test fails instead of hanging.
class blocking_client {
public:
  enum class security : std::uint8_t { plain, tls };

  explicit blocking_client(std::uint16_t port, security over = security::plain);
  /// Takes an accepted socket.
  explicit blocking_client(int descriptor);
  ~blocking_client();
  blocking_client(blocking_client&& other) noexcept;
  blocking_client& operator=(blocking_client&&) = delete;

  void send(std::string_view bytes);
  /// As many bytes as asked for.
  [[nodiscard]] std::string read(std::size_t bytes);
  /// Up to and including `mark`.
  [[nodiscard]] std::string read_until(std::string_view mark);
  /// All that comes until the peer ends; throws if it resets the connection.
  [[nodiscard]] std::string read_to_end();
  void shutdown_send();
  /// Makes the kernel take few bytes on our behalf.
  void shrink_receive_buffer();
  /// Serves TLS from here on, with this certificate.
  void accept_tls(const std::string& certificate, const std::string& private_key);
  /// The negotiated version, "TLSv1.3".
  [[nodiscard]] std::string tls_version() const;

private:
  /// False at the end of input.
  bool receive();
  void wait(short events) const;

  int descriptor_;
  std::shared_ptr<SSL_CTX> context_;
  std::shared_ptr<SSL> ssl_;
  std::string input_;
};

/// An HTTP response as a client sees it.
struct http_reply {
  unsigned status = 0;
  std::string head;
  std::string body;
  /// Value of a header, or empty.
  [[nodiscard]] std::string header(std::string_view name) const;
};

/// Reads one response with Content-Length; `to_head` for answers to HEAD.
enum class body_expected : std::uint8_t { yes, no };
[[nodiscard]] http_reply read_reply(blocking_client& client,
                                    body_expected body = body_expected::yes);
/// Sends a GET with Host and the given further header lines (each ended by CR LF).
[[nodiscard]] http_reply get(blocking_client& client, std::string_view target,
                             std::string_view headers = "");

} // namespace vestnik::net::test
