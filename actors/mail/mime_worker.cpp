#include "actors/mail/mime_worker.hpp"

#include "mail/mime/message.hpp"

#include <utility>

namespace vestnik::actors {

mime_worker_actor::behavior_type
mime_worker(mime_worker_actor::stateful_pointer<mime_worker_state> self, mail::mime_limits limits) {
  self->state.limits = limits;
  return {
      [self](const raw_mail& mail) {
        parsed_mail out{mail.facts, {model::ec::none, {}}};
        auto content = mail::parse_mime(mail.raw, self->state.limits);
        if (content)
          out.mail.content = std::move(*content);
        else
          out.problem = content.error();
        return out;
      },
  };
}

} // namespace vestnik::actors
