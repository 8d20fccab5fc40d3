#pragma once

#include "models/base/result.h"
#include "models/fleet/silence.h"

#include <QByteArray>

#include <string>
#include <string_view>
#include <vector>

/// What an Alertmanager's API of version 2 says of silences, and is told of them.
namespace checkwatch::sources {

struct HeardSilence
{
    fleet::Silence silence;
    base::Timestamp updatedAt{}; ///< of what several Alertmanagers say of one silence the newest counts
    bool active = false;         ///< neither over nor still to come
    bool expired = false;        ///< it is over, and its matchers are not read
};

/// The answer to GET /api/v2/silences. Refused as a whole where it is no such answer; a silence is left out where its
/// regular expression is none of RE2's. Long texts are cut. `known`: what the answer before had, whose regular expressions
/// are taken over where a silence is the same.
base::Result<std::vector<HeardSilence>> silencesIn(std::string_view json, const std::vector<HeardSilence>& known = {});

/// A body for POST /api/v2/silences: what matches these labels and no others of their names. `labels`: of an alert. `now`: of
/// the machine's wall clock. It begins long before, which an Alertmanager takes for its own now: clocks differ.
QByteArray silenceText(const fleet::SilenceWish& wish, const metrics::Labels& labels, base::Timestamp now);
/// The id in the answer to it.
base::Result<std::string> silenceIdIn(std::string_view json);

} // namespace checkwatch::sources
