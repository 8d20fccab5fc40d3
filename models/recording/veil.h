#pragma once

#include "models/recording/records.h"

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace checkwatch::recording {

/// Hides the values of some labels behind keyed hashes ("h" and 16 hex digits of HMAC-SHA-256), in samples and in every
/// text that comes with them: rules, runbooks, events, error messages, notes. Equal values stay equal, so that everything
/// still fits together; without the key nobody can try which name makes which hash. One thread.
class Veil
{
public:
    /// The labels by name; none: nothing is hidden. `key`: secret bytes.
    Veil(std::set<std::string, std::less<>> labels, std::string key);

    [[nodiscard]] bool hides() const noexcept { return !m_labels.empty(); }
    /// Takes note of the values of a label set. What is not learned is not found in texts.
    void learn(const metrics::Labels& labels);
    [[nodiscard]] metrics::Labels labels(const metrics::Labels& labels);
    /// The text with every learned value that stands in it as a word hidden.
    [[nodiscard]] std::string text(std::string_view text) const;

    /// False for a silence before which alerts are relabelled: steps say names in ways that nobody can tell, and do something
    /// else once they are hidden. Hide no such event: leave it out.
    [[nodiscard]] bool canHide(const fleet::Event& record) const;
    void hide(StreamRecord& record);
    void hide(ScrapeRecord& record) const;
    void hide(AlertRecord& record);
    void hide(fleet::Event& record);
    void hide(RulesRecord& record);
    void hide(RunbooksRecord& record) const;
    void hide(NoteRecord& record) const { record.text = text(record.text); }
    void hide(GapRecord& record) const { record.reason = text(record.reason); }
    void hide(LogSourcesRecord& record) const;
    void hide(SessionRecord&) const {}

private:
    void learn(std::string_view value);
    const std::string& hashOf(std::string_view value);
    [[nodiscard]] std::string matchers(const std::string& written);
    [[nodiscard]] std::string strings(std::string_view query) const;

    std::set<std::string, std::less<>> m_labels;
    std::string m_key;
    std::map<std::string, std::string, std::less<>> m_hashes; ///< by value
};

} // namespace checkwatch::recording
