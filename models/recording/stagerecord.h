#pragma once

#include "models/recording/framefile.h"
#include "models/recording/recordcodec.h"
#include "models/recording/recordtime.h"

namespace checkwatch::recording {

/// Stages a frame with one record, packed.
template <typename Record>
void stageRecord(FrameFile& file, FrameKind kind, const Record& record)
{
    FrameIdentity identity;
    identity.kind = kind;
    identity.from = timeOf(record);
    identity.to = identity.from;
    if constexpr (requires { record.to; }) {
        identity.to = record.to;
    }
    identity.entries = 1;
    Bytes payload;
    encodeRecords(std::span<const Record>(&record, 1), payload);
    file.stage(identity, payload, true);
}

} // namespace checkwatch::recording
