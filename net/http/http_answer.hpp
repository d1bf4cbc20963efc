#pragma once

#include "net/http/http_handler.hpp"
#include "net/io/io_thread.hpp"

#include <atomic>
#include <memory>
#include <string>

namespace vestnik::net {

/// A connection that waits for a handler's answer. Called on its io thread.
class answer_target {
public:
  virtual ~answer_target() = default;
  virtual void on_response(model::http_response response) = 0;
  virtual void on_accept(std::shared_ptr<connection_handler> handler, std::string subprotocol) = 0;
};

/// The answer to one request, given at most once and from any thread, and carried to
/// the connection's io thread. Dropped without an answer it answers 500. If the
/// client has gone, a response goes nowhere and an accepted handler gets
/// `on_close(1006)`.
class http_answer final : public upgrade_decision {
public:
  http_answer(std::shared_ptr<io_thread> thread, std::weak_ptr<answer_target> target);
  ~http_answer() override;

  void accept(std::shared_ptr<connection_handler> handler, std::string subprotocol) override;
  void refuse(model::http_response response) override;

private:
  const std::shared_ptr<io_thread> thread_;
  const std::weak_ptr<answer_target> target_;
  std::atomic<bool> given_ = false;
};

/// The same as a function, for `http_handler`.
[[nodiscard]] http_responder make_responder(std::shared_ptr<http_answer> answer);

} // namespace vestnik::net
