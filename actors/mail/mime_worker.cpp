#include "actors/mail/mime_worker.hpp"

#include "actors/runtime/error.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <exception>
#include <new>
#include <utility>

namespace vestnik::actors {

mime_worker_actor::behavior_type
mime_worker(mime_worker_actor::stateful_pointer<mime_worker_state> self, mail::mime_limits limits,
            mime_parser parse) {
  self->state.limits = limits;
  self->state.parse = parse;
  return {
      [self](const raw_mail& mail) -> caf::result<parsed_mail> {
        parsed_mail out{mail.facts, {model::ec::none, {}}};
        try {
          auto content = self->state.parse(mail.raw, self->state.limits);
          if (content)
            out.mail.content = std::move(*content);
          else
            out.problem = content.error();
          auto& cut = out.mail.content.cut;
          // Of a message that is too large the beginning was fetched.
          if (mail.raw.size() < mail.facts.size && std::ranges::find(cut, "message") == cut.end())
            cut.emplace_back("message");
        } catch (const std::bad_alloc&) {
          return to_caf({model::ec::unavailable, "there is no memory to parse a mail"});
        } catch (const std::exception& defect) {
          // A mail that shows a defect of ours must not end the node, again and again.
          const auto& key = mail.facts.key;
          spdlog::error("mailbox:{}: UID {} cannot be parsed: {}", key.account.value, key.uid,
                        defect.what());
          out.problem = {model::ec::malformed, "this server cannot read it"};
        }
        return out;
      },
  };
}

} // namespace vestnik::actors
