#pragma once

#include "models/base/result.h"
#include "models/haproxy/checkstatus.h"
#include "models/metrics/labels.h"

#include <string>
#include <string_view>
#include <vector>

namespace checkwatch::runbooks {

/// One numbered step of a section. `body` is Markdown without the number.
struct Step
{
    int number = 0;
    std::string title;
    std::string body;
};

struct Section
{
    std::string title; ///< "Meaning", "Impact", "Diagnosis", "Mitigation", or what the file has
    std::string body;  ///< Markdown before the first step, or all of it
    std::vector<Step> steps;
};

/// A runbook document in the format of the published collections: optional YAML front matter, `# Title`, sections.
struct Runbook
{
    std::string title;
    std::string description; ///< front matter
    std::string path;        ///< where it was read
    std::vector<Section> sections;
    std::string markdown; ///< all of it, without front matter, comments and template directives
};

/// Parses Markdown; never fails on odd text, only on text that is too large (256 KiB) or not UTF-8.
base::Result<Runbook> parseRunbook(std::string_view text, std::string path);

/// A diagnosis step chosen for a cause, with what the data already says about it.
struct GuidedStep
{
    const Step* step = nullptr;
    enum class Verdict : std::uint8_t { Look, Fine, NotApplicable } verdict = Verdict::Look;
    std::string finding;               ///< what the data already tells; plain text, may be empty
    std::vector<std::string> commands; ///< to copy: plain text, this server's own names filled in
};

/// What is known about the server when the runbook is opened.
struct Situation
{
    std::string proxy;
    std::string server;
    std::string instance;
    haproxy::CheckStatus check = haproxy::CheckStatus::Unknown;
    int checkCode = 0;
    double checkDurationMs = -1;
    bool down = false;
    bool byAgent = false; ///< the server's own agent says so; the check passes or there is none
    int peers = 0;        ///< other servers of the backend
    int peersUp = 0;
    int inRotation = 0;
    double failuresPerMinute = 0;
};

struct Guide
{
    std::string cause;             ///< "L7STS 503: the server answers and says it is unhealthy"
    std::vector<GuidedStep> steps; ///< the Diagnosis steps, most useful for this cause first
    std::string mitigationNote;    ///< "app keeps 5 of 6 in rotation"
};

/// Orders the runbook's diagnosis steps for the cause at hand (guides: haproxy 2, column "step"). Pointers go into `book`.
Guide guideFor(const Runbook& book, const Situation& situation);

} // namespace checkwatch::runbooks
