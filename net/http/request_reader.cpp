#include "net/http/request_reader.hpp"

#include "model/values/ascii.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace vestnik::net {

namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

/// "0\r\n\r\n": so many bytes are to come as long as a chunked body has not ended. Beast 1.81
/// asserts that they are there when it looks at a last chunk again.
constexpr std::size_t shortest_end = 5;

std::string_view view(boost::core::string_view text) { return {text.data(), text.size()}; }

} // namespace

struct http_request_reader::parser : http::request_parser<http::string_body> {};

http_request_reader::http_request_reader(const request_limits& limits)
    : limits_(limits)
    , parser_(std::make_unique<parser>()) {
  parser_->body_limit(limits.max_body);
  parser_->header_limit(static_cast<std::uint32_t>(limits.max_header));
}

http_request_reader::~http_request_reader() = default;

or_refusal<http_request_reader::progress> http_request_reader::feed(std::string& input) {
  if (!head_is_read_) {
    if (auto read = read_head(input); !read)
      return std::move(read).error();
    if (!head_is_read_)
      return progress::need_more;
  }
  const std::size_t least = parser_->chunked() ? shortest_end : 1;
  while (!parser_->is_done() && input.size() >= least) {
    error_code failed;
    const auto body_before = body_bytes();
    const auto taken = parser_->put(boost::asio::buffer(input), failed);
    input.erase(0, taken);
    framing_ += taken - (body_bytes() - body_before);
    // Beast sets no limit to a chunk's line and to trailers: it waits for their end.
    if (framing_ > limits_.max_header + limits_.max_body ||
        (failed == http::error::need_more && input.size() > limits_.max_header))
      return too_much_framing();
    if (failed == http::error::need_more)
      break;
    if (failed == http::error::body_limit)
      return refusal{
          413, {model::ec::too_large, fmt::format("the body may have {} bytes", limits_.max_body)}};
    if (failed)
      return refusal{400, {model::ec::malformed, "the body is not well-formed"}};
  }
  return parser_->is_done() ? progress::complete : progress::need_more;
}

refusal http_request_reader::too_much_framing() const {
  return {431,
          {model::ec::too_large,
           fmt::format("a chunk's line or the trailers may have {} bytes, and all that is not body "
                       "within a chunked body {}",
                       limits_.max_header, limits_.max_header + limits_.max_body)}};
}

or_refusal<void> http_request_reader::read_head(std::string& input) {
  // RFC 9112 §2.2: an empty line before the request line is ignored.
  while (scanned_ == 0 && input.starts_with("\r\n"))
    input.erase(0, 2);
  if (input == "\r")
    return {};
  const auto end = input.find("\r\n\r\n", scanned_ > 3 ? scanned_ - 3 : 0);
  scanned_ = input.size();
  const bool whole = end != std::string::npos;
  const auto head = std::string_view{input}.substr(0, whole ? end + 4 : input.size());
  if (auto verdict = check_head_bytes(head, limits_); !verdict)
    return verdict;
  if (!whole)
    return {};

  error_code failed;
  parser_->eager(false);
  parser_->put(boost::asio::buffer(head.data(), head.size()), failed);
  if (failed == http::error::body_limit)
    return refusal{
        413, {model::ec::too_large, fmt::format("the body may have {} bytes", limits_.max_body)}};
  if (failed)
    return refusal{400, {model::ec::malformed, "the request head is not well-formed"}};

  // Copied now: trailers, which come after the body, must not look like headers.
  const auto& message = parser_->get();
  request_.method = view(message.method_string());
  for (const auto& field : message) {
    // RFC 9110 §7.8: an Upgrade on HTTP/1.0 is ignored.
    if (message.version() == 11 || field.name() != http::field::upgrade)
      request_.headers.emplace_back(view(field.name_string()), view(field.value()));
  }
  const request_head checked{request_.method, view(message.target()), message.version(),
                             request_.headers};
  if (auto verdict = check_head(checked); !verdict)
    return verdict;
  auto target = parse_target(checked.target, model::header_value(request_.headers, "host"));
  if (!target)
    return std::move(target).error();
  request_.path = std::move(target->path);
  request_.query = std::move(target->query);
  input.erase(0, head.size());
  parser_->eager(true);
  head_is_read_ = true;
  return {};
}

bool http_request_reader::head_is_read() const noexcept { return head_is_read_; }

std::size_t http_request_reader::body_bytes() const noexcept {
  return parser_->get().body().size();
}

bool http_request_reader::awaits_continue() const {
  return head_is_read_ && !parser_->is_done() && parser_->get().version() == 11 &&
         model::iequals(model::header_value(request_.headers, "expect"), "100-continue");
}

bool http_request_reader::keeps_alive() const {
  return head_is_read_ && parser_->get().version() == 11 && parser_->get().keep_alive();
}

model::http_request http_request_reader::take() {
  request_.body = std::move(parser_->get().body());
  return std::move(request_);
}

} // namespace vestnik::net
