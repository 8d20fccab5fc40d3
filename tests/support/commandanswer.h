#pragma once

#include "app/headless/streams.h"

#include <QByteArray>
#include <QString>

#include <cstdio>

/// What a headless command says and returns.
namespace checkwatch::support {

struct CommandAnswer
{
    int code = -1;
    QString out;
    QString err;
};

/// All that was written into the file, which is closed.
inline QString contentOf(std::FILE* file)
{
    std::rewind(file);
    QByteArray all;
    for (int c = 0; (c = std::fgetc(file)) != EOF;) {
        all += static_cast<char>(c);
    }
    std::fclose(file);
    return QString::fromUtf8(all);
}

/// Runs `command`, which takes app::Streams.
template <typename Command>
CommandAnswer answerOf(const Command& command)
{
    std::FILE* const out = std::tmpfile();
    std::FILE* const err = std::tmpfile();
    const int code = command(app::Streams{out, err});
    return {code, contentOf(out), contentOf(err)};
}

} // namespace checkwatch::support
