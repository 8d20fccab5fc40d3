#pragma once

#include "models/base/result.h"

#include <QString>

#include <functional>

namespace checkwatch::common {

/// libcanberra, the desktop's library for sounds, loaded at run time: it is there where somebody wants sounds, and costs
/// nobody else anything. One thread; a call may take as long as the sound server takes to answer.
class Canberra
{
public:
    /// `played` is called on another thread, for each play() that succeeded: "" at its end,
    /// or why nothing was to be heard.
    explicit Canberra(std::function<void(const QString& trouble)> played) : m_played(std::move(played)) {}
    /// Silences what is being played.
    ~Canberra();
    Canberra(const Canberra&) = delete;
    Canberra& operator=(const Canberra&) = delete;

    /// Whether there is something that plays: the library, and a sound server or device behind it.
    [[nodiscard]] base::Result<void> open();
    [[nodiscard]] static base::Result<void> readable(const QString& file);
    /// A WAV or Ogg Vorbis file; returns when it has begun.
    [[nodiscard]] base::Result<void> play(const QString& file);

private:
    void close();

    std::function<void(const QString&)> m_played;
    void* m_context = nullptr; ///< a ca_context
};

} // namespace checkwatch::common
