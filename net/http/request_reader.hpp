#pragma once

#include "net/http/request_policy.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace vestnik::net {

/// Reads one HTTP/1.1 request out of fed bytes (RFC 9112), by Beast's parser and under
/// the request policy. No I/O. One object per request; limits outlive it.
class http_request_reader {
public:
  enum class progress : std::uint8_t { need_more, complete };

  explicit http_request_reader(const request_limits& limits);
  ~http_request_reader();

  /// Takes what belongs to this request off the front of `input`; what it leaves there while it
  /// wants more has `max_header` bytes at most. After a refusal nothing of the connection can be
  /// believed: answer and close. Refuses also (431) chunk lines and trailers that are larger, and
  /// more than `max_header + max_body` bytes of them in one body.
  [[nodiscard]] or_refusal<progress> feed(std::string& input);

  [[nodiscard]] bool head_is_read() const noexcept;
  /// Body bytes so far.
  [[nodiscard]] std::size_t body_bytes() const noexcept;
  /// The client waits for `100 Continue` before it sends its body (RFC 9110 §10.1.1).
  [[nodiscard]] bool awaits_continue() const;
  /// Whether the client allows another request on this connection.
  [[nodiscard]] bool keeps_alive() const;
  /// @pre `feed` said `complete`. `remote_address` and `over` are the caller's to fill.
  [[nodiscard]] model::http_request take();

private:
  struct parser;

  [[nodiscard]] or_refusal<void> read_head(std::string& input);
  [[nodiscard]] refusal too_much_framing() const;

  const request_limits& limits_;
  std::unique_ptr<parser> parser_;
  model::http_request request_;
  /// How much of the input is known not to end the head.
  std::size_t scanned_ = 0;
  /// Bytes of the body's chunk lines, their ends and trailers so far.
  std::size_t framing_ = 0;
  bool head_is_read_ = false;
};

} // namespace vestnik::net
