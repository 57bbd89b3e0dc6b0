using KpiApi.Http.Errors;
using KpiApi.Ingest.Contracts;

namespace KpiApi.Ingest.Parsing;

/// <summary>Errors of an item that does not fit what is stored.</summary>
internal static class MergeErrors
{
    /// <param name="draft">Of the item merged with what is stored, with its problems.</param>
    /// <param name="isNew">Nothing is stored with its id.</param>
    public static List<(RequestError Error, Field? Field)> Of<T>(Contract<T> contract, ItemDraft draft, in Incoming<T> item, bool isNew)
    {
        var (place, sent) = (new ItemPlace(item.Index, draft.Text(contract.Id)), item.Doubts ?? []);
        var errors = new List<(RequestError, Field?)>(draft.Problems.Count);
        foreach (var (problem, field) in draft.Problems)
        {
            var error = isNew && problem.Code == "required" && field is { Required: true }
                ? problem with { Message = $"{field.Name} is missing. The {contract.Singular} is new here: none with this id is stored, and a new one needs it." }
                : problem;
            // As it was sent, if it was.
            var known = sent.FirstOrDefault(doubt => doubt.Code == error.Code && doubt.Pointer == error.Pointer)?.Value;
            errors.Add((error with { Item = place, Value = known ?? (field is null ? error.Value : field.ValueOf(draft[field])) }, field));
        }

        return errors;
    }
}
